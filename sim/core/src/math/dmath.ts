/**
 * Transcendental functions that give the same bits in every engine: only `+ - * /`, `sqrt`, `floor` and comparisons, which IEEE 754
 * fixes. ECMAScript leaves the library functions implementation-approximated, and a simulation built on them diverges between engines.
 */

export const PI = Math.PI;
export const TWO_PI = 2 * Math.PI;
export const HALF_PI = Math.PI / 2;
const LN2 = Math.LN2;
const TAN_PI_8 = 0.41421356237309503;
const QUARTER_PI = Math.PI / 4;

export const abs = (x: number): number => (x < 0 ? -x : x);
/** Exact by specification, as are `floor`, `ceil` and `sqrt`. */
export const min: (a: number, b: number) => number = Math.min;
export const max: (a: number, b: number) => number = Math.max;
export const clamp = (x: number, low: number, high: number): number => (x < low ? low : Math.min(x, high));
export const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);
export const floor = Math.floor;
export const ceil = Math.ceil;
export const sqrt = Math.sqrt;
export const square = (x: number): number => x * x;
/** Length of (x, y); `Math.hypot` is not promised to agree. */
export const length2 = (x: number, y: number): number => Math.sqrt(x * x + y * y);
export const length3 = (x: number, y: number, z: number): number => Math.sqrt(x * x + y * y + z * z);

/** Sine: reduction to [-π/2, π/2] and an odd Taylor polynomial up to x¹⁷; error below 1e-13 near the origin. */
export const sin = (angle: number): number => {
  let x = angle - TWO_PI * Math.floor(angle / TWO_PI + 0.5);
  if (x > HALF_PI) x = PI - x;
  else if (x < -HALF_PI) x = -PI - x;
  const s = x * x;
  return (
    x *
    (1 +
      s *
        (-1 / 6 +
          s *
            (1 / 120 +
              s *
                (-1 / 5040 +
                  s *
                    (1 / 362880 +
                      s * (-1 / 39916800 + s * (1 / 6227020800 + s * (-1 / 1307674368000 + s / 355687428096000))))))))
  );
};

export const cos = (angle: number): number => sin(angle + HALF_PI);
export const tan = (angle: number): number => sin(angle) / cos(angle);

/** Arc tangent of z in [0, tan(π/8)]: odd Taylor polynomial up to z²¹. */
const atanSmall = (z: number): number => {
  const s = z * z;
  return (
    z *
    (1 +
      s *
        (-1 / 3 +
          s *
            (1 / 5 +
              s *
                (-1 / 7 +
                  s * (1 / 9 + s * (-1 / 11 + s * (1 / 13 + s * (-1 / 15 + s * (1 / 17 + s * (-1 / 19 + s / 21))))))))))
  );
};

/** Angle of (x, y) in (-π, π]; 0 at the origin. Octant reduction at tan(π/8). */
export const atan2 = (y: number, x: number): number => {
  const ax = abs(x);
  const ay = abs(y);
  if (ax === 0 && ay === 0) return 0;
  const small = Math.min(ax, ay);
  const large = Math.max(ax, ay);
  const ratio = small / large;
  let angle = ratio > TAN_PI_8 ? QUARTER_PI - atanSmall((1 - ratio) / (1 + ratio)) : atanSmall(ratio);
  if (ay > ax) angle = HALF_PI - angle;
  if (x < 0) angle = PI - angle;
  return y < 0 ? -angle : angle;
};

export const asin = (x: number): number => {
  const c = clamp(x, -1, 1);
  return atan2(c, sqrt(1 - c * c));
};
export const acos = (x: number): number => HALF_PI - asin(x);

/** e^x by powers of two and a Taylor polynomial on [-ln2/2, ln2/2]; 0 below -700, saturates above 700. */
export const exp = (x: number): number => {
  if (x < -700) return 0;
  const bounded = Math.min(x, 700);
  const n = Math.floor(bounded / LN2 + 0.5);
  const r = bounded - n * LN2;
  let term = 1;
  let sum = 1;
  for (let k = 1; k <= 14; k += 1) {
    term = (term * r) / k;
    sum += term;
  }
  let scale = 1;
  let base = n < 0 ? 0.5 : 2;
  for (let left = n < 0 ? -n : n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) scale *= base;
    base *= base;
  }
  return sum * scale;
};

/** The equal angle in [-π, π). */
export const wrap = (angle: number): number => angle - TWO_PI * Math.floor((angle + PI) / TWO_PI);
