"""What a phone keeps: the app page, its manifest and the service worker."""
