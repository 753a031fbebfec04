import type { DataSource } from 'typeorm';

/**
 * Columns of an entity for the SELECT of a hand-written statement, each under the name of its member, so that the rows
 * have the members of the entity.
 * @param alias - of the table in the statement
 */
export function columnsOf<Entity extends object>(
  dataSource: DataSource,
  entity: new () => Entity,
  alias: string,
  members: readonly (keyof Entity & string)[],
): string {
  const metadata = dataSource.getMetadata(entity);
  const column = (member: string) => {
    const found = metadata.findColumnWithPropertyName(member);
    if (!found) throw new Error(`${metadata.name} has no column ${member}`);
    return `${alias}.${found.databaseName} AS "${member}"`;
  };
  return members.map(column).join(', ');
}
