// The gallery. `batch` comes from assets.js. A page opened from a disk may not fetch files, so data, the viewer
// and each model arrive as scripts.
"use strict";

const PAGE = 120; // cards added at a time
const $ = (id) => document.getElementById(id);
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const GONE = "its files are gone";
const NAMES = { good: "good", check: "check it", failed: "failed", sheet: "sheet only" };

let shown = []; // what the controls leave, in order
let drawn = 0; // how many of them have a card
let open = -1; // which of them the dialog shows

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const spaced = (name) => name.replaceAll("_", " ");
const url = (asset, file) => `assets/${encodeURIComponent(asset.name)}/${file}`;

function number(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Number.isInteger(value) ? value.toLocaleString() : value.toLocaleString(undefined, { maximumFractionDigits: 3 });
}

function verdict(asset) {
  return element("span", { className: `verdict ${asset.verdict === "check" ? "check-it" : asset.verdict}`, textContent: NAMES[asset.verdict] });
}

// ---- the list

function select(id, first, values, name = (value) => value) {
  $(id).append(new Option(first, ""), ...values.map((value) => new Option(name(value), value)));
}

function fillControls() {
  const categories = [...new Set(batch.assets.map((asset) => asset.category))].filter(Boolean).sort(collator.compare);
  select("category", "all", categories);
  if (batch.assets.some((asset) => !asset.category)) $("category").append(new Option("none", " "));
  select("verdict", "all", Object.keys(NAMES).filter((name) => batch.assets.some((asset) => asset.verdict === name)), (value) => NAMES[value]);
  const measures = [...new Set(batch.assets.flatMap((asset) => Object.keys(asset.measures)))];
  select("sort", "order of the jobs", ["prompt", ...measures], spaced);
  document.title = batch.title;
  document.querySelector("h1").textContent = batch.title;
  $("summary").textContent = batch.summary;
}

function choose() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const category = $("category").value, wanted = $("verdict").value, sort = $("sort").value;
  shown = batch.assets.filter((asset) =>
    (!category || asset.category === category.trim()) &&
    (!wanted || asset.verdict === wanted) &&
    words.every((word) => asset.text.includes(word)));
  if (sort === "prompt") shown.sort((a, b) => collator.compare(a.prompt, b.prompt));
  else if (sort) {
    const value = (asset) => Number(asset.measures[sort] ?? NaN);
    const sign = $("descending").checked ? -1 : 1; // what has no such measure comes last, either way
    shown.sort((a, b) => isNaN(value(a)) - isNaN(value(b)) || sign * (value(a) - value(b)) || 0);
  }
  if ($("descending").checked && (!sort || sort === "prompt")) shown.reverse();
  drawn = 0;
  $("grid").replaceChildren();
  $("count").textContent = `${shown.length} of ${batch.assets.length} assets`;
  scrollTo(0, 0);
  draw();
}

function draw() {
  const sort = $("sort").value;
  const cards = shown.slice(drawn, drawn + PAGE).map((asset, i) => {
    const picture = asset.thumbnail
      ? element("img", { src: url(asset, "thumbnail.webp"), alt: "", loading: "lazy", decoding: "async", width: 256, height: 256 })
      : element("span", { className: "nothing", textContent: asset.error || GONE });
    const facts = element("span", { className: "facts" }, verdict(asset));
    if (asset.category) facts.append(` · ${asset.category}`);
    if (sort in asset.measures) facts.append(` · ${spaced(sort)} ${number(asset.measures[sort])}`);
    const card = element("button", { type: "button", className: "card" }, picture, element("span", { className: "prompt", textContent: asset.prompt }), facts);
    card.dataset.place = drawn + i;
    return element("li", {}, card);
  });
  drawn += cards.length;
  $("grid").append(...cards);
}

new IntersectionObserver((seen) => {
  if (seen.some((entry) => entry.isIntersecting) && drawn < shown.length) draw();
}, { rootMargin: "1200px" }).observe($("more"));

// ---- one asset

let arrived = ""; // what the script that just ran has brought: asset.js calls model("data:...")
function model(data) { arrived = data; }

function load(source) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: source });
    script.onload = () => { script.remove(); resolve(arrived); };
    script.onerror = () => { script.remove(); reject(new Error(`${source} is missing`)); };
    document.head.append(script);
  });
}

async function showModel(asset) {
  const stage = $("stage");
  if (!asset.mesh) {
    const picture = asset.thumbnail && element("img", { src: url(asset, "sheet.png"), alt: `The six views of ${asset.prompt}` });
    stage.replaceChildren(picture || element("p", { textContent: asset.error || GONE }));
    return;
  }
  stage.replaceChildren(element("img", { src: url(asset, "preview.png"), alt: `A picture of ${asset.prompt}` }));
  let source = url(asset, "asset.glb");
  try {
    if (!customElements.get("model-viewer")) await load("gallery/model-viewer-umd.min.js");
    if (location.protocol === "file:") source = await load(url(asset, "asset.js"));
  } catch (error) {
    stage.append(element("p", { textContent: error.message }));
    return;
  }
  if (shown[open] !== asset) return; // another one was opened meanwhile
  const viewer = element("model-viewer", { src: source });
  const settings = {
    alt: `${asset.prompt}, in 3D: turn it with the arrow keys`, poster: url(asset, "preview.png"),
    "camera-controls": "", "touch-action": "pan-y", "shadow-intensity": "1", "interaction-prompt": "none",
    ...(calm ? {} : { "auto-rotate": "", "auto-rotate-delay": "0", "rotation-per-second": "24deg" }),
  };
  for (const [name, value] of Object.entries(settings)) viewer.setAttribute(name, value);
  viewer.addEventListener("load", () => { viewer.dataset.loaded = "yes"; });
  stage.replaceChildren(viewer);
}

function show(place) {
  open = place;
  const asset = shown[place];
  $("title").textContent = asset.prompt;
  $("judgement").replaceChildren(verdict(asset), asset.error || asset.reasons.length ? `: ${asset.error || asset.reasons.join("; ")}` : "");
  $("command").textContent = asset.command;
  $("licence").textContent = asset.licence ? `Weights: ${asset.licence}` : "";
  $("copy").textContent = "Copy the command";
  $("measures").replaceChildren(...Object.entries(asset.measures).map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row", textContent: spaced(name) }), element("td", { textContent: number(value) }))));
  $("files").replaceChildren(...asset.files.map((file) => element("a", { href: url(asset, file), textContent: file })));
  const sheet = asset.mesh ? url(asset, "sheet.png") : "";
  $("sheet").hidden = !sheet;
  if (sheet) {
    $("sheet").href = sheet;
    $("sheet").firstElementChild.src = sheet;
    $("sheet").firstElementChild.alt = `The model sheet: six views of ${asset.prompt}`;
  }
  $("previous").disabled = place === 0;
  $("next").disabled = place === shown.length - 1;
  if (!$("details").open) $("details").showModal();
  history.replaceState(null, "", `#${encodeURIComponent(asset.name)}`);
  showModel(asset);
}

function step(by) {
  if (shown[open + by]) show(open + by);
}

function closed() {
  $("stage").replaceChildren();
  history.replaceState(null, "", location.pathname + location.search);
  while (drawn <= open && drawn < shown.length) draw();
  document.querySelector(`[data-place="${open}"]`)?.focus();
  open = -1;
}

async function copy() {
  const range = document.createRange();
  range.selectNodeContents($("command"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  try {
    await navigator.clipboard.writeText($("command").textContent);
    $("copy").textContent = "Copied";
  } catch {
    $("copy").textContent = "Selected: press Ctrl+C";
  }
}

// ---- start

for (const asset of batch.assets) asset.text = `${asset.prompt} ${asset.name} ${asset.category}`.toLowerCase();
fillControls();
$("controls").addEventListener("input", choose);
$("controls").addEventListener("submit", (event) => event.preventDefault());
$("grid").addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  if (card) show(Number(card.dataset.place));
});
$("previous").addEventListener("click", () => step(-1));
$("next").addEventListener("click", () => step(1));
$("close").addEventListener("click", () => $("details").close());
$("copy").addEventListener("click", copy);
$("details").addEventListener("close", closed);
$("details").addEventListener("click", (event) => { if (event.target === $("details")) $("details").close(); });
$("details").addEventListener("keydown", (event) => {
  if (event.target.closest("model-viewer")) return; // there the arrow keys turn the object
  if (event.key === "ArrowLeft") step(-1);
  if (event.key === "ArrowRight") step(1);
});
choose();
const named = shown.findIndex((asset) => asset.name === decodeURIComponent(location.hash.slice(1)));
if (named >= 0) show(named);
