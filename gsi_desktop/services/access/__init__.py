"""Who may open the local file: its users, their passwords and the key they share; and which window holds it."""
