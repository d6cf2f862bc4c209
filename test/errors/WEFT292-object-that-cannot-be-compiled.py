# Object that cannot be compiled.
import weft

class Ball:
    def __init__(self, x):
        self.x = x

@weft.task
def f(a: float):
    ball = Ball(a)
    return ball.speed
#               ^^^^^ WEFT292 `Ball` has no attribute `speed` here — nothing in the class sets it
