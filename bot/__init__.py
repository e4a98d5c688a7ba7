"""The door: the HTTP app, the chat, the command line, and the Rasa assistant it fronts."""
