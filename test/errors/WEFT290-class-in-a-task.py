# Class in a task.
import weft

class Ball:
    def __init__(self, x):
        self.x = x

@weft.task
def f(a: float):
    ball = Ball(a)
#          ^^^^ WEFT290 Class `Ball` cannot be used in a task — a task computes with numbers, arrays, lists and tuples
    return ball.x * 2
