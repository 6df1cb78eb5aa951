"""Surfaces to pictures: by rays, exactly; and in torch, so that a picture's error finds its way back."""

from .rays import Hits, RayCaster, render_sheet, render_view, silhouette_iou, surface_colors

__all__ = [
    "Hits",
    "RayCaster",
    "render_sheet",
    "render_view",
    "silhouette_iou",
    "surface_colors",
]
