"""One module a conversation act; replies are data, `actions.render` turns them into words."""
