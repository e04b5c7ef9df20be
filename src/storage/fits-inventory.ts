/**
 * The condition that an amount may be taken from the inventory `i`: the same rules as `fitsUnits` and `fitsCapacity`
 * of the domain, for a consumer that has nothing yet. Steps of one are told apart for the planner, who would take a
 * remainder of 0 for rare.
 */
export function fitsInventory(amount: string): string {
  return `i.used + ${amount} <= (i.total - i.reserved) * i.allocation_ratio
        and ${amount} between i.min_unit and i.max_unit and (i.step_size = 1 or ${amount} % i.step_size = 0)`;
}
