import { deleteTraits, replaceTraits, viewTraits } from "../domain/operations/provider-traits.ts";
import { deleteTrait, ensureTrait, findTrait } from "../domain/operations/traits.ts";
import type { Store } from "../domain/store.ts";
import type { ProviderTraits } from "../domain/trait.ts";
import type { TraitService } from "../gen/placement/v1/trait_service_pb.ts";
import type { Handlers } from "./handler.ts";
import { latest, setLastModified } from "./last-modified.ts";

/** The handlers of TraitService. */
export function traitHandlers(store: Store): Handlers<typeof TraitService.method> {
  return {
    listTraits: {
      async handle(request, context) {
        const traits = await store.listTraits({
          namePrefix: request.namePrefix,
          names: request.names?.names,
          associated: request.associated,
        });
        setLastModified(context, latest(traits));
        return { traits: traits.map(({ name }) => name) };
      },
    },
    getTrait: {
      async handle(request, context) {
        setLastModified(context, (await findTrait(store, request.name)).updatedAt);
        return {};
      },
    },
    ensureTrait: {
      async handle(request, context) {
        const { created, updatedAt } = await ensureTrait(store, request.name);
        setLastModified(context, updatedAt);
        return { created };
      },
    },
    deleteTrait: {
      async handle(request) {
        await deleteTrait(store, request.name);
        return {};
      },
    },
    listResourceProviderTraits: {
      async handle(request, context) {
        const view = await viewTraits(store, request.resourceProviderUuid);
        setLastModified(context, latest(view.traits));
        return providerTraitsToProto(view);
      },
    },
    // Without `named`: here the shape of a request is looked at before what it is about, as in Placement.
    replaceResourceProviderTraits: {
      async handle(request, context) {
        const view = await replaceTraits(store, {
          providerUuid: request.resourceProviderUuid,
          generation: request.resourceProviderGeneration ?? 0,
          traits: request.traits,
        });
        setLastModified(context, latest(view.traits));
        return providerTraitsToProto(view);
      },
    },
    deleteResourceProviderTraits: {
      async handle(request) {
        await deleteTraits(store, request.resourceProviderUuid);
        return {};
      },
    },
  };
}

function providerTraitsToProto(view: ProviderTraits) {
  return { traits: view.traits.map(({ name }) => name), resourceProviderGeneration: view.generation };
}
