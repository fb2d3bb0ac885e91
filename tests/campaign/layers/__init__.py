"""One module per layer of the campaign; its first line says what the layer is."""
