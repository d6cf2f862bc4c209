// SPDX-License-Identifier: Apache-2.0
// `math`, `cmath`, Python's own functions and methods of its numbers.

import { documented, type Example } from './table';

export const PYTHON: readonly Example[] = [
  ...documented(
    'ulp:4',
    `
    math.{sqrt,cbrt,exp,exp2,expm1,log,log2,log10,log1p,sin,cos,tan,asin,acos,atan,sinh,cosh,tanh,asinh,atanh}(h)
    math.acosh(h + 1)
    math.log(n, 2)
    ! math.sqrt(-h)
    ! math.log(h - h)
    math.{fabs,floor,ceil,trunc,degrees,radians,erf,erfc,gamma,lgamma,ulp}(h - 2.75)
    math.{isnan,isinf,isfinite}(h)
    math.{isnan,isinf,isfinite}(math.inf * h)
    math.{pow,hypot,atan2,copysign,fmod,remainder,nextafter}(h, -3.0)
    math.hypot(h, 2.0, n)
    math.dist((h, 2.0), (1.5, n))
    * math.{modf,frexp}(h + n)
    math.ldexp(h, n)
    math.{factorial,isqrt}(n)
    math.{comb,perm}(n, 2)
    math.perm(n)
    ! math.factorial(n - 9)
    math.{gcd,lcm}(n, 15, 9)
    math.isclose(h, 0.5000000001)
    math.isclose(h, 0.51, rel_tol=0.1)
    math.fsum([0.1, 0.1, 0.1, h])
    math.prod((n, 2, 3))
    cmath.{sqrt,exp,log,log10,sin,cos,tan,asin,acos,atan,sinh,cosh,tanh,asinh,acosh,atanh,phase}(complex(h, -1.5))
    cmath.log(complex(h, n), 2)
    * cmath.polar(complex(h, n))
    cmath.rect(h, 1.25)
    cmath.{isnan,isinf,isfinite}(complex(h, math.inf))
    cmath.isclose(complex(h, n), complex(h, n + 1e-12))
    int(h + 2.75)
    int(-2.5 * h)
    float(n)
    float('1e3')
    int('ff', 16)
    bool(n - 6)
    complex(h, n)
    min(n, 3, 9)
    max(h, 2.5)
    max(v)
    len(m)
    abs(h - 2)
    abs(complex(3, 4) * n)
    round(h * 5)
    round(h * 3.14159, 2)
    pow(n, 3)
    pow(n, 20, 7)
    * divmod(-n, 4)
    * divmod(h + 7, 2)
    sum((n, h, 2))
    sum([i * i for i in range(n)])
    a = 0.0; a = sum(w); a
    len(range(2, n + 10, 3))
    isinstance(n, int)
    isinstance(w, np.ndarray)
    n.{bit_length,bit_count}()
    h.is_integer()
    complex(h, n).conjugate()
  `,
  ),
];
