import { Migration } from "@mikro-orm/migrations";

/** More than writers can note between the reading of the old lanes and the lock on them. */
const LEAP = 1_000_000;

/**
 * Spreads the lanes over pages, by a filling and by pages left nearly empty. On a single page it is cheaper to read
 * them all than to look one up, and at SERIALIZABLE whoever has read them all fails whoever changes any: eight writers
 * of inventories ran each write twice, and do so with one in fifteen now.
 *
 * Servers of the version before may be noting changes meanwhile: what they commit after the old lanes were read, and
 * before these are gone, the new ones don't know. So those begin far beyond it, since a revision that came twice would
 * be refused, and its lane's writers with it; who follows the notes sees a gap, and reads everything anew.
 */
export class ApartLanes extends Migration {
  override up(): void {
    this.addSql(`
      create table apart_lanes (
        lane integer not null constraint apart_lanes_pkey primary key,
        revision bigint not null default 0,
        filling char(100) not null default ''
      ) with (fillfactor = 10)`);
    this.addSql(`
      insert into apart_lanes (lane, revision)
      select lane, revision + ${LEAP} from change_lanes order by lane`);
    this.addSql("drop table change_lanes");
    this.addSql("alter table apart_lanes rename to change_lanes");
    this.addSql("alter table change_lanes rename constraint apart_lanes_pkey to change_lanes_pkey");
  }

  override down(): void {
    this.addSql("alter table change_lanes drop column filling");
  }
}
