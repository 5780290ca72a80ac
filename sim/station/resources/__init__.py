"""Resources: commodities, their stores and the processes between them."""
