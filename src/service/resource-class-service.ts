import {
  createResourceClass,
  deleteResourceClass,
  ensureResourceClass,
  findResourceClass,
  renameResourceClass,
} from "../domain/operations/resource-classes.ts";
import type { Store } from "../domain/store.ts";
import type { ResourceClassService } from "../gen/placement/v1/resource_class_service_pb.ts";
import type { Handlers } from "./handler.ts";
import { setLastModified } from "./last-modified.ts";

/** The handlers of ResourceClassService. */
export function resourceClassHandlers(store: Store): Handlers<typeof ResourceClassService.method> {
  return {
    listResourceClasses: {
      async handle() {
        const classes = await store.listResourceClasses();
        return { resourceClasses: classes.map(({ name }) => ({ name })) };
      },
    },
    createResourceClass: {
      async handle(request) {
        await createResourceClass(store, request.name);
        return {};
      },
    },
    getResourceClass: {
      async handle(request, context) {
        const { name, updatedAt } = await findResourceClass(store, request.name);
        setLastModified(context, updatedAt);
        return { resourceClass: { name } };
      },
    },
    ensureResourceClass: {
      async handle(request) {
        return { created: await ensureResourceClass(store, request.name) };
      },
    },
    // Without `named`: here the shape of a request is looked at before what it is about, as in Placement.
    renameResourceClass: {
      async handle(request) {
        await renameResourceClass(store, { name: request.currentName, newName: request.name });
        return { resourceClass: { name: request.name } };
      },
    },
    deleteResourceClass: {
      async handle(request) {
        await deleteResourceClass(store, request.name);
        return {};
      },
    },
  };
}
