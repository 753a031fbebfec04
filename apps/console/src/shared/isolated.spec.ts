import { isolated } from './isolated.js';

it.each(['שרת', 'خادم-db', 'db-𐤀'])('keeps the direction of %s within it', (name) => {
  expect(isolated(name)).toBe(`\u2068${name}\u2069`);
});

it.each(['prod-db', 'Überwachung', 'サーバー', 'CORP\\svc'])('leaves %s as it is', (name) =>
  expect(isolated(name)).toBe(name),
);
