import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { checkStorage, type Finding } from "../../src/storage/check-storage.ts";
import { onPool } from "../../src/storage/statement.ts";
import { poolOf } from "../kit/explain.ts";
import { populate } from "../kit/populate.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

beforeAll(() => populate(storage.current.orm));

async function check(): Promise<Finding[]> {
  return checkStorage(onPool(await poolOf(storage.current.orm)));
}

/** What is found after some damage, which is undone. */
async function findAfter(damage: string): Promise<Finding[]> {
  const em = storage.current.orm.em.fork();
  await em.begin();
  try {
    // The constraints would not let it happen.
    await em.execute("set local session_replication_role = replica");
    await em.execute(damage);
    return await checkStorage(async (statement) => await em.execute(statement.text));
  } finally {
    await em.rollback();
  }
}

describe("the check", () => {
  test("finds nothing where all is well", async () => {
    expect(await check()).toEqual([]);
  });

  test.each([
    [
      "update inventories set used = used + 1 where provider_id = 7 and resource_class = 'VCPU'",
      1,
      /sum of the alloc/,
    ],
    ["delete from inventories where provider_id = 7 and used > 0", 2, /allocations without an inventory/],
    ["delete from consumers where id in (5, 6)", 4, /without a consumer/],
    [
      "insert into consumers (uuid, project_id, user_id, consumer_type) values (gen_random_uuid(), 'p', 'u', 'T')",
      1,
      /consumers without/,
    ],
    ["delete from traits where name = 'CUSTOM_RARE'", 50, /are no traits/],
    ["delete from resource_classes where name = 'CUSTOM_RARE'", 50, /classes that do not exist/],
    ["update resource_providers set root_uuid = uuid where name = 'child9'", 1, /root is not that/],
    [
      "update resource_providers set parent_uuid = md5('child9')::uuid where name = 'root9'",
      2,
      /no way down/,
    ],
  ])("finds what %s leaves behind, %d times", async (damage, count, problem) => {
    const findings = await findAfter(damage);
    const found = findings.find((finding) => problem.test(finding.problem));
    expect(found?.count).toBe(count);
    expect(found?.examples).toHaveLength(Math.min(count, 10));
  });

  test("finds rows of providers that are gone", async () => {
    const findings = await findAfter("delete from resource_providers where id = 100");
    expect(findings.map(({ problem, count }) => [problem, count])).toContainEqual([
      "inventories, traits and aggregates without a provider",
      7,
    ]);
  });
});

describe("the command", () => {
  const command = (url: string) =>
    promisify(execFile)(process.execPath, ["src/storage/check.ts", url], { encoding: "utf8" });

  test("says that nothing is wrong", async () => {
    expect((await command(storage.url)).stdout).toBe("nothing is wrong\n");
  });

  test("says what is, and fails", async () => {
    const em = storage.current.orm.em.fork();
    await em.execute("update inventories set used = 3 where provider_id = 5001");
    await expect(command(storage.url)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 inventories whose use .*\n {2}\S+ VGPU: 3 used, 1 allocated\n$/),
    });
  });

  test("fails otherwise where it can't look", async () => {
    await expect(command("postgres://127.0.0.1:1/nowhere")).rejects.toMatchObject({ code: 2 });
  });
});
