"""The program: `wenzheng`, also `python -m bot`."""

from bot.commands.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
