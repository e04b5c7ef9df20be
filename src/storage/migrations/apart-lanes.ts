import { Migration } from "@mikro-orm/migrations";

/**
 * Spreads the lanes over pages, by a filling and by pages left nearly empty. On a single page it is cheaper to read
 * them all than to look one up, and at SERIALIZABLE whoever has read them all fails whoever changes any: eight writers
 * of inventories ran each write twice, and do so with one in fifteen now.
 *
 * Servers of the version before may be noting changes meanwhile. The first statement waits for those who hold a lane,
 * and the others wait for its end. The table stays the same one: a transaction at SERIALIZABLE that began before would
 * find a new one empty, and have nothing to note its change in; of a lane that was deleted it hears, and runs again.
 */
export class ApartLanes extends Migration {
  override up(): void {
    this.addSql("alter table change_lanes add column filling char(100) not null default ''");
    this.addSql("alter table change_lanes set (fillfactor = 10)");
    this.addSql("create table apart_lanes as select lane, revision from change_lanes");
    this.addSql("delete from change_lanes");
    // Beside what was deleted there is no room on a page that is to stay nearly empty.
    this.addSql(
      "insert into change_lanes (lane, revision) select lane, revision from apart_lanes order by lane",
    );
    this.addSql("drop table apart_lanes");
  }

  override down(): void {
    this.addSql("alter table change_lanes drop column filling");
  }
}
