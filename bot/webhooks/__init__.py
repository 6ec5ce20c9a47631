"""Programs elsewhere that are told of escalations, by HTTP."""
