#!/usr/bin/python3
"""A polyglot user: stubs that Debian's protoc generated from proto/ alone, spoken by grpcio.

    grpcio_client.py STUBS_DIR HOST:PORT

Prints one line for each check and, last, "N passed, N failed".
"""
import sys
import uuid

sys.path.insert(0, sys.argv[1])

import grpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from placement.v1 import (  # noqa: E402
    allocation_pb2, allocation_service_pb2, allocation_service_pb2_grpc, inventory_pb2, inventory_service_pb2,
    inventory_service_pb2_grpc, resource_provider_service_pb2, resource_provider_service_pb2_grpc)

AUTH = (("x-auth-token", "admin"),)
PASSED, FAILED = [], []


def check(name, condition, seen=None):
    (PASSED if condition else FAILED).append(name)
    print("%-4s %s%s" % ("ok" if condition else "FAIL", name, "" if condition else ": saw %r" % (seen,)))


def error_info(error):
    """The google.rpc.ErrorInfo of a refused call."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            for detail in status.details:
                if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                    info = error_details_pb2.ErrorInfo()
                    detail.Unpack(info)
                    return info
    return error_details_pb2.ErrorInfo()


def refused(call, request, metadata=AUTH):
    try:
        call(request, metadata=metadata, timeout=10)
    except grpc.RpcError as error:
        return error
    return None


def main():
    channel = grpc.insecure_channel(sys.argv[2])
    providers = resource_provider_service_pb2_grpc.ResourceProviderServiceStub(channel)
    inventories = inventory_service_pb2_grpc.InventoryServiceStub(channel)
    allocations = allocation_service_pb2_grpc.AllocationServiceStub(channel)
    rp, consumer = str(uuid.uuid4()), str(uuid.uuid4())

    made = providers.CreateResourceProvider(
        resource_provider_service_pb2.CreateResourceProviderRequest(name="grpcio-" + rp, uuid=rp),
        metadata=AUTH, timeout=10).resource_provider
    check("create a provider", made.uuid == rp and made.generation == 0 and made.root_provider_uuid == rp, made)
    check("a root has no parent", not made.HasField("parent_provider_uuid"), made)

    def replace(generation, **amounts):
        return inventory_service_pb2.ReplaceInventoriesRequest(
            resource_provider_uuid=rp, resource_provider_generation=generation,
            inventories={name: inventory_pb2.Inventory(total=total) for name, total in amounts.items()})

    out = inventories.ReplaceInventories(replace(0, VCPU=8, DISK_GB=100), metadata=AUTH, timeout=10)
    check("replace its inventories", out.resource_provider_generation == 1, out)
    check("defaults are filled in", out.inventories["VCPU"].max_unit == 2147483647
          and out.inventories["VCPU"].allocation_ratio == 1.0, out)

    error = refused(inventories.ReplaceInventories, replace(0, VCPU=1))
    info = error_info(error)
    check("a stale writer is refused", error.code() == grpc.StatusCode.ABORTED, error)
    check("with a reason", info.reason == "ERROR_REASON_RESOURCE_PROVIDER_GENERATION_CONFLICT"
          and info.domain == "placement.v1" and info.metadata["resource_provider_uuid"] == rp, info)

    error = refused(inventories.ReplaceInventories, replace(1, VCPU=0))
    check("a bad field is refused", error.code() == grpc.StatusCode.INVALID_ARGUMENT
          and 'inventories["VCPU"].total' in error.details(), error)

    allocations.ReplaceAllocations(allocation_service_pb2.ReplaceAllocationsRequest(
        consumer_uuid=consumer, project_id="p", user_id="u", consumer_type="INSTANCE",
        allocations={rp: allocation_pb2.ProviderAllocation(resources={"VCPU": 8})}), metadata=AUTH, timeout=10)
    error = refused(inventories.DeleteInventories,
                    inventory_service_pb2.DeleteInventoriesRequest(resource_provider_uuid=rp))
    check("inventories in use stay", error.code() == grpc.StatusCode.FAILED_PRECONDITION
          and error_info(error).metadata["resource_classes"] == "VCPU", error)
    have = allocations.GetAllocations(
        allocation_service_pb2.GetAllocationsRequest(consumer_uuid=consumer), metadata=AUTH, timeout=10)
    check("allocations read back", have.allocations[rp].resources["VCPU"] == 8 and have.consumer_generation == 1, have)

    error = refused(providers.GetResourceProvider,
                    resource_provider_service_pb2.GetResourceProviderRequest(uuid=rp), metadata=())
    check("no token, no answer", error.code() == grpc.StatusCode.UNAUTHENTICATED, error)

    allocations.DeleteAllocations(
        allocation_service_pb2.DeleteAllocationsRequest(consumer_uuid=consumer), metadata=AUTH, timeout=10)
    providers.DeleteResourceProvider(
        resource_provider_service_pb2.DeleteResourceProviderRequest(uuid=rp), metadata=AUTH, timeout=10)
    error = refused(providers.GetResourceProvider,
                    resource_provider_service_pb2.GetResourceProviderRequest(uuid=rp))
    check("what was deleted is not found", error.code() == grpc.StatusCode.NOT_FOUND, error)

    print("%d passed, %d failed" % (len(PASSED), len(FAILED)))
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
