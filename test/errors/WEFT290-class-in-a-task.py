# Class in a task.
import weft

class Ball(dict):
    def __init__(self, x):
        self.x = x

@weft.task
def f(a: float):
    ball = Ball(a)
#          ^^^^ WEFT290 Class `Ball` cannot be used in a task — its base is no class of this file
    return ball.x * 2
