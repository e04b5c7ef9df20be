import { expect, test } from "vitest";
import { connectPg } from "../../src/storage/embedded/pg-client.ts";
import { createTestDatabase } from "./database.ts";

test("gives every caller an empty database, and takes it away with its connections", async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = await connectPg(one.url);
  await client.query("create table only_here ()");
  const beside = await connectPg(other.url);
  await expect(beside.query("select from only_here")).rejects.toMatchObject({ code: "42P01" });
  await beside.end();

  await Promise.all([one.drop(), other.drop()]);
  await expect(client.query("select 1")).rejects.toThrow();
  await expect(connectPg(one.url)).rejects.toMatchObject({ code: "3D000" });
});
