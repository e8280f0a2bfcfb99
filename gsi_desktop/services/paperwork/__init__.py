"""Paper at volume: batches printed in an order, each paper with a code, and forms keyed back in that order."""
