"""Text to picture: one object on a plain background, from any text-to-image pipeline of diffusers."""
