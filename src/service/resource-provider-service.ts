import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { createProvider } from "../domain/operations/create-provider.ts";
import { deleteProvider } from "../domain/operations/delete-provider.ts";
import { findProvider } from "../domain/operations/find-provider.ts";
import { listProviders } from "../domain/operations/list-providers.ts";
import { updateProvider } from "../domain/operations/update-provider.ts";
import type { Provider, ProviderFilter } from "../domain/provider.ts";
import type { Store } from "../domain/store.ts";
import type { ResourceProviderSchema } from "../gen/placement/v1/resource_provider_pb.ts";
import type {
  ListResourceProvidersRequest,
  ResourceProviderService,
} from "../gen/placement/v1/resource_provider_service_pb.ts";
import type { Handlers } from "./handler.ts";
import type { LargeAnswers } from "./large-answers.ts";
import { latest, setLastModified } from "./last-modified.ts";

/** The handlers of ResourceProviderService. */
export function resourceProviderHandlers(
  store: Store,
  largeAnswers: LargeAnswers,
): Handlers<typeof ResourceProviderService.method> {
  const named = (request: { uuid: string }) => findProvider(store, request.uuid);
  return {
    listResourceProviders: {
      async handle(request, context) {
        const list = () => listProviders(store, filterFromProto(request));
        const providers = await (isNarrow(request)
          ? list()
          : largeAnswers.make(context, async (takeTurn) => {
              await takeTurn();
              return list();
            }));
        setLastModified(context, latest(providers));
        return { resourceProviders: providers.map(providerToProto) };
      },
    },
    createResourceProvider: {
      async handle(request, context) {
        const provider = await createProvider(store, {
          name: request.name,
          uuid: request.uuid ?? randomUUID(),
          parentUuid: request.parentProviderUuid,
        });
        setLastModified(context, provider.updatedAt);
        return { resourceProvider: providerToProto(provider) };
      },
    },
    getResourceProvider: {
      async handle(request, context) {
        const provider = await findProvider(store, request.uuid);
        setLastModified(context, provider.updatedAt);
        return { resourceProvider: providerToProto(provider) };
      },
    },
    updateResourceProvider: {
      named,
      async handle(request, context) {
        const provider = await updateProvider(store, {
          uuid: request.uuid,
          name: request.name,
          parentUuid: request.parentProviderUuid,
          detach: request.detachFromParent,
          refuseReparenting: request.refuseReparenting,
        });
        setLastModified(context, provider.updatedAt);
        return { resourceProvider: providerToProto(provider) };
      },
    },
    deleteResourceProvider: {
      named,
      async handle(request) {
        await deleteProvider(store, request.uuid);
        return {};
      },
    },
  };
}

/** Whether no more than one tree can be found. An empty name filters nothing. */
function isNarrow({ name, uuid, inTree }: ListResourceProvidersRequest): boolean {
  return (name ?? "") !== "" || uuid !== undefined || inTree !== undefined;
}

function filterFromProto(request: ListResourceProvidersRequest): ProviderFilter {
  return {
    name: request.name,
    uuid: request.uuid,
    inTree: request.inTree,
    resources: new Map(Object.entries(request.resources)),
    requiredTraits: request.requiredTraits.map((set) => set.anyOf),
    forbiddenTraits: request.forbiddenTraits,
    memberOf: request.memberOf.map((set) => set.anyOf),
    forbiddenAggregates: request.forbiddenAggregates,
  };
}

function providerToProto(provider: Provider): MessageInitShape<typeof ResourceProviderSchema> {
  return {
    uuid: provider.uuid,
    name: provider.name,
    generation: provider.generation,
    rootProviderUuid: provider.rootUuid,
    ...(provider.parentUuid === undefined ? {} : { parentProviderUuid: provider.parentUuid }),
  };
}
