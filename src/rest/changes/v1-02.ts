import type { Change } from "../change.ts";

/** Until 1.6, PUT of a class renamed it. */
export const v1_02: Change = {
  since: 2,
  summary: "Custom resource classes can be created, listed, shown, renamed and deleted.",
  adds: [
    "ResourceClassService.ListResourceClasses",
    "ResourceClassService.CreateResourceClass",
    "ResourceClassService.GetResourceClass",
    "ResourceClassService.RenameResourceClass",
    "ResourceClassService.DeleteResourceClass",
  ],
};
