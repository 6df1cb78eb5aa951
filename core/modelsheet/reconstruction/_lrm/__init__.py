"""What large reconstruction models (Hong et al. 2023) share: image tokens in, three feature planes out."""
