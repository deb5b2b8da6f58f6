const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar from the left, of so many columns where the value is `most`, in steps of an eighth of a column. */
export function horizontalBar({ value, most, columns }: { value: number; most: number; columns: number }): string {
  if (!(value > 0 && most > 0)) return "";
  const steps = Math.min(columns * 8, Math.max(1, Math.round((value / most) * columns * 8)));
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "");
}
