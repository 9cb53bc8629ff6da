"""Pictures: functions and classes that draw on matplotlib Axes and know nothing of widgets."""
