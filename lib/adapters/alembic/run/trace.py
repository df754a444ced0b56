# What each statement of a revision does: how long it takes, what it locks and writes anew.
class NoTrace:
    def begin(self, path):
        pass

    def finish(self):
        pass
