"""From needs to the set of offers that covers them."""
