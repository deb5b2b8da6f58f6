// Gunther's Universal Scalability Law: throughput of N users, connections or validators,
// X(N) = g N / (1 + a (N - 1) + b N (N - 1)), with contention a and coherency b ("A General Theory of Computational
// Scalability Based on Rational Functions", https://arxiv.org/abs/0808.1431). N is what takes part; an offered rate is not.

import { assert } from "../../base/assert.ts";
import { studentTQuantile } from "./student-t.ts";

export interface LoadPoint {
  readonly load: number;
  readonly throughput: number;
}

export interface Coefficient {
  readonly value: number;
  /** 95 % interval from the curvature at the solution; undefined on the bound 0 and with no points to spare. */
  readonly interval: { readonly low: number; readonly high: number } | undefined;
}

export interface ScalabilityFit {
  /** g: throughput of the first unit of load. */
  readonly unitThroughput: number;
  /** a: share of the work that cannot run beside other work. */
  readonly contention: Coefficient;
  /** b: cost of agreement between each pair; above 0 there is a load beyond which throughput falls. */
  readonly coherency: Coefficient;
  /** Load of the largest throughput, and whether loads beyond it were measured. */
  readonly peak: { readonly kind: "at"; readonly load: number; readonly measured: boolean } | { readonly kind: "none" };
  /** g / a: where throughput would end without coherency; undefined when nothing limits it. */
  readonly throughputLimit: number | undefined;
  /** 1 / a: load at which the first unit's throughput, multiplied, would reach that limit. */
  readonly knee: number | undefined;
  /** A peak is worth believing from six of these on. */
  readonly pointsPastKnee: number;
  readonly sumOfSquares: number;
}

/** a and b; g follows from them, being linear (Golub and Pereyra 1973, "variable projection"). */
type Shape = readonly [a: number, b: number];

/** Least squares with a and b at least 0; undefined for fewer than three different loads. */
export function fitScalability(points: readonly LoadPoint[]): ScalabilityFit | undefined {
  for (const { load, throughput } of points) {
    assert(load > 0 && throughput >= 0 && Number.isFinite(load + throughput), `${throughput} at a load of ${load}`);
  }
  if (new Set(points.map(({ load }) => load)).size < 3) return undefined;
  const shape = descend(points, bestOfGrid(points));
  const [a, b] = shape;
  const { g, squares } = projectAt(points, shape);
  // With a of 1 or more throughput falls from the first unit on.
  const peakLoad = b > 0 ? Math.max(1, Math.sqrt(Math.max(0, 1 - a) / b)) : undefined;
  const measured = points.some(({ load }) => load >= (peakLoad ?? Number.POSITIVE_INFINITY));
  const [ofA, ofB] = intervals(points, shape);
  return {
    unitThroughput: g,
    contention: { value: a, interval: ofA },
    coherency: { value: b, interval: ofB },
    peak: peakLoad === undefined ? { kind: "none" } : { kind: "at", load: peakLoad, measured },
    throughputLimit: a > 0 ? g / a : undefined,
    knee: a > 0 ? 1 / a : undefined,
    pointsPastKnee: points.filter(({ load }) => load * a > 1).length,
    sumOfSquares: squares,
  };
}

interface Projection {
  readonly g: number;
  readonly squares: number;
  /** Normal equations for a step in (a, b), with g following: half the curvature, and half the slope downhill. */
  readonly curvature: { readonly aa: number; readonly ab: number; readonly bb: number };
  readonly downhill: Shape;
}

/** The best g for a shape, and which way a better shape lies (Kaufman 1975: the part along g's direction is removed). */
function projectAt(points: readonly LoadPoint[], [a, b]: Shape): Projection {
  const curve = points.map(({ load }) => load / (1 + a * (load - 1) + b * load * (load - 1)));
  const observed = points.map(({ throughput }) => throughput);
  const size = dot(curve, curve);
  const g = dot(curve, observed) / size;
  const residuals = observed.map((value, index) => value - g * (curve[index] ?? 0));
  const withoutG = (slopes: readonly number[]) => {
    const along = dot(slopes, curve) / size;
    return slopes.map((slope, index) => g * (slope - along * (curve[index] ?? 0)));
  };
  const alongA = withoutG(
    curve.map((value, index) => (-(value ** 2) * excess(points[index])) / (points[index]?.load ?? 1)),
  );
  const alongB = withoutG(curve.map((value, index) => -(value ** 2) * excess(points[index])));
  return {
    g,
    squares: dot(residuals, residuals),
    curvature: { aa: dot(alongA, alongA), ab: dot(alongA, alongB), bb: dot(alongB, alongB) },
    downhill: [dot(alongA, residuals), dot(alongB, residuals)],
  };
}

const excess = (point: LoadPoint | undefined): number => (point?.load ?? 1) - 1;

const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

/** A start near the right valley: steps of ten over all shapes that occur. */
function bestOfGrid(points: readonly LoadPoint[]): Shape {
  const values = [0, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1];
  const shapes = values.flatMap((a) => values.map((b): Shape => [a, b]));
  const squares = (shape: Shape) => projectAt(points, shape).squares;
  return shapes.reduce((best, shape) => (squares(shape) < squares(best) ? shape : best));
}

const stepsMax = 500;
/** Damping that leaves no double to move by: nothing better is near. */
const dampingMax = 1e12;

/** Levenberg and Marquardt's method; a step that leaves the bounds ends on them. */
function descend(points: readonly LoadPoint[], from: Shape): Shape {
  let shape = from;
  let here = projectAt(points, shape);
  let damping = 1e-3;
  for (let step = 0; step < stepsMax && damping < dampingMax; step++) {
    const next = stepFrom(shape, here, damping);
    const there = projectAt(points, next);
    if (there.squares < here.squares) {
      shape = next;
      here = there;
      damping /= 10;
    } else {
      damping *= 10;
    }
  }
  return shape;
}

function stepFrom([a, b]: Shape, { curvature, downhill }: Projection, damping: number): Shape {
  // On a bound, and pushed against it: that coefficient stays there and the other one moves alone.
  const aFree = a > 0 || downhill[0] > 0;
  const bFree = b > 0 || downhill[1] > 0;
  const aa = curvature.aa * (1 + damping);
  const bb = curvature.bb * (1 + damping);
  if (!aFree || !bFree) {
    return [aFree ? Math.max(0, a + downhill[0] / aa) : a, bFree ? Math.max(0, b + downhill[1] / bb) : b];
  }
  const determinant = aa * bb - curvature.ab ** 2;
  const aStep = (downhill[0] * bb - downhill[1] * curvature.ab) / determinant;
  const bStep = (downhill[1] * aa - downhill[0] * curvature.ab) / determinant;
  return [Math.max(0, a + aStep), Math.max(0, b + bStep)];
}

/** From the inverse of the curvature and the t distribution; what is below 0 is outside the model. */
function intervals(points: readonly LoadPoint[], shape: Shape): Coefficient["interval"][] {
  const { squares, curvature } = projectAt(points, shape);
  const determinant = curvature.aa * curvature.bb - curvature.ab ** 2;
  const degrees = points.length - 3;
  if (degrees < 1 || shape[0] === 0 || shape[1] === 0) return [undefined, undefined];
  const reach = studentTQuantile({ share: 0.975, degrees }) * Math.sqrt(squares / degrees / determinant);
  return [around(shape[0], reach * Math.sqrt(curvature.bb)), around(shape[1], reach * Math.sqrt(curvature.aa))];
}

const around = (value: number, reach: number) => ({ low: Math.max(0, value - reach), high: value + reach });
