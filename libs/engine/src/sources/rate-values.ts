/** How fast a rate source counts: up to `rowsPerSecond`, which is reached after `rampUpTime` seconds. */
export type Rate = { readonly rowsPerSecond: number; readonly rampUpTime: number }

/** Values due in the first `seconds`: Spark's RateStreamProvider.valueAtSecond. In the ramp the speed grows by the same every second. */
export function valuesUntil(seconds: number, { rowsPerSecond, rampUpTime }: Rate): number {
  const faster = Math.max(1, Math.floor(rowsPerSecond / (rampUpTime + 1)))
  const ramp = Math.min(seconds, rampUpTime)
  return (faster * ramp * (ramp + 1)) / 2 + (seconds - ramp) * rowsPerSecond
}
