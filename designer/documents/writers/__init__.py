"""The two writers of the document model. Each has one escaping filter; nothing else lets text through."""
