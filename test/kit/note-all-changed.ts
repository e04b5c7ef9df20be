/**
 * The statements that note that all trees may have changed. Whoever writes to the tables behind the back of servers
 * owes them that: they answer candidate searches from what they remember.
 */
export const noteAllChanged: readonly string[] = [
  "insert into tree_changes (lane, revision, roots) select lane, revision + 1, null from change_lanes where lane = 0",
  "update change_lanes set revision = revision + 1 where lane = 0",
];
