import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { createServiceImplSpec, type Interceptor, type ServiceImpl } from "@connectrpc/connect";
import { compileUnary, type UnaryInvoker } from "../transcoder/invoke.ts";

/** A service with its implementation: the one source of what each of its methods does, for every protocol. */
export interface ServedService<Service extends DescService = DescService> {
  readonly service: Service;
  readonly implementation: Partial<ServiceImpl<Service>>;
  /**
   * Whether its handlers refuse what was found wrong with a request while it was read (`bindingViolations`), in the
   * order that they like. For those that don't, the interceptors do.
   */
  readonly refusesViolations?: boolean;
  /** Whether its streams end by themselves when the server is about to stop. Those of others are ended. */
  readonly endsStreams?: boolean;
}

/** Ties an implementation to its service, for type checks that a list of different services can't make. */
export function serve<Service extends DescService>(
  service: Service,
  implementation: Partial<ServiceImpl<Service>>,
): ServedService {
  return { service, implementation: implementation as ServedService["implementation"] };
}

/** What calls each unary method of the services, compiled with its interceptors once. */
export function compileServices(
  services: readonly ServedService[],
  interceptors: readonly Interceptor[],
): ReadonlyMap<DescMethod, UnaryInvoker> {
  const invokers = new Map<DescMethod, UnaryInvoker>();
  for (const { service, implementation } of services) {
    for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) {
      if (spec.kind === "unary") invokers.set(spec.method, compileUnary(spec, interceptors));
    }
  }
  return invokers;
}
