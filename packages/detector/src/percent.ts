/** A share, 0 … 1, as people read it: `97 %`. Only what is certain is 100 %, and only what is impossible 0 %. */
export function percent(share: number): string {
  const whole = Math.round(100 * share)
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, whole)) : whole} %`
}
