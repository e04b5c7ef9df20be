/**
 * Lists of small integers, one for each owner, packed into two arrays: those of owner `i` are
 * `values[starts[i]]` up to, not including, `values[starts[i + 1]]`. A forest has hundreds of thousands of
 * such lists; as arrays of their own they would cost more than what they hold.
 */
export interface Lists {
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

/** Packs lists in the order of their owners. */
export function packLists(lists: readonly (readonly number[])[]): Lists {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, owner) => {
    starts[owner + 1] = starts[owner]! + list.length;
  });
  const values = new Int32Array(starts[lists.length]!);
  lists.forEach((list, owner) => {
    values.set(list, starts[owner]!);
  });
  return { starts, values };
}

/** The list of one owner, as a view. */
export function listOf(lists: Lists, owner: number): Int32Array {
  return lists.values.subarray(lists.starts[owner], lists.starts[owner + 1]);
}

/** Whether an owner's list has at least one of some values. */
export function hasAny(lists: Lists, owner: number, wanted: readonly number[]): boolean {
  if (wanted.length === 0) {
    return false;
  }
  const end = lists.starts[owner + 1]!;
  for (let at = lists.starts[owner]!; at < end; at++) {
    if (wanted.includes(lists.values[at]!)) {
      return true;
    }
  }
  return false;
}

/** Whether an owner's list has at least one of each set of values. */
export function hasAnyOfEach(lists: Lists, owner: number, sets: readonly (readonly number[])[]): boolean {
  return sets.every((wanted) => hasAny(lists, owner, wanted));
}

/** The owners of each value, in ascending order. `valueCount` is one more than the largest value there can be. */
export function invertLists(lists: Lists, valueCount: number): Lists {
  const starts = new Int32Array(valueCount + 1);
  for (const value of lists.values) {
    starts[value + 1]!++;
  }
  for (let value = 0; value < valueCount; value++) {
    starts[value + 1]! += starts[value]!;
  }
  const next = starts.slice();
  const values = new Int32Array(lists.values.length);
  for (let owner = 0; owner + 1 < lists.starts.length; owner++) {
    for (let at = lists.starts[owner]!; at < lists.starts[owner + 1]!; at++) {
      values[next[lists.values[at]!]!++] = owner;
    }
  }
  return { starts, values };
}
