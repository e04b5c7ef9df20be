import { type DescExtension, type DescFile, type DescService, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** The files that some services need, found by what reflection clients ask for. */
export interface DescriptorIndex {
  readonly serviceNames: readonly string[];
  fileByName(name: string): DescFile | undefined;
  /** By the full name of anything that has one: `placement.v1.InventoryService.ListInventories`. */
  fileBySymbol(symbol: string): DescFile | undefined;
  /** Field number → extension, of the message of that name; undefined for an unknown message. */
  extensionsOf(typeName: string): ReadonlyMap<number, DescExtension> | undefined;
}

/** Indexes the services' files with all that they import. */
export function createDescriptorIndex(services: readonly DescService[]): DescriptorIndex {
  const files = new Map<string, DescFile>();
  for (const service of services) collect(service.file, files);
  const symbols = new Map<string, DescFile>();
  const extensions = new Map<string, Map<number, DescExtension>>();
  for (const file of files.values()) {
    for (const desc of nestedTypes(file)) {
      for (const symbol of symbolsOf(desc)) symbols.set(symbol, file);
      if (desc.kind === "message") emplace(extensions, desc.typeName);
      if (desc.kind === "extension") emplace(extensions, desc.extendee.typeName).set(desc.number, desc);
    }
  }
  return {
    serviceNames: services.map((service) => service.typeName).sort(),
    fileByName: (name) => files.get(name),
    fileBySymbol: (symbol) => symbols.get(symbol),
    extensionsOf: (typeName) => extensions.get(typeName),
  };
}

/** A file as protobuf's own descriptor, and all files that it needs, it itself first. */
export function withImports(file: DescFile): DescFile[] {
  const files = new Map<string, DescFile>();
  collect(file, files);
  return [...files.values()];
}

/** A file's descriptor in protobuf's binary format. */
export function encodeFile(file: DescFile): Uint8Array {
  return toBinary(FileDescriptorProtoSchema, file.proto);
}

/** A file's name as importers write it: the descriptor's own has no extension. */
export function fileName(file: DescFile): string {
  return file.proto.name;
}

function collect(file: DescFile, files: Map<string, DescFile>): void {
  if (files.has(fileName(file))) return;
  files.set(fileName(file), file);
  for (const dependency of file.dependencies) collect(dependency, files);
}

function symbolsOf(desc: ReturnType<typeof nestedTypes> extends Iterable<infer T> ? T : never): string[] {
  const { typeName } = desc;
  switch (desc.kind) {
    case "service":
      return [typeName, ...desc.methods.map((method) => `${typeName}.${method.name}`)];
    case "message":
      return [typeName, ...[...desc.fields, ...desc.oneofs].map((member) => `${typeName}.${member.name}`)];
    case "enum": {
      // Values of an enum are its siblings by name.
      const scope = typeName.slice(0, typeName.lastIndexOf(".") + 1);
      return [typeName, ...desc.values.map((value) => scope + value.name)];
    }
    case "extension":
      return [typeName];
  }
}

function emplace(
  extensions: Map<string, Map<number, DescExtension>>,
  typeName: string,
): Map<number, DescExtension> {
  const found = extensions.get(typeName) ?? new Map<number, DescExtension>();
  extensions.set(typeName, found);
  return found;
}
