"""What partners fetch from us, and what we fetch from them."""
