"""Communication: links to Earth, data on their way, and who supervises the machines."""
