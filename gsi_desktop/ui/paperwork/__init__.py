"""Paper at volume: printing a batch, and the batches that were printed."""
