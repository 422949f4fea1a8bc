/** Which file imports which, types included. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * The circles of imports: sets of files that all reach each other (Tarjan's strongly connected components of
 * more than one file, or a file that imports itself).
 */
export const circlesOf = (imports: Imports): string[][] => {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  const close = (file: string): void => {
    const circle = open.splice(open.indexOf(file));
    const importsItself = imports.get(file)?.includes(file) === true;
    if (circle.length > 1 || importsItself) circles.push(circle.toSorted());
    for (const member of circle) lowest.delete(member);
  };

  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.size - 1);
    open.push(file);
    for (const imported of imports.get(file) ?? []) {
      if (!order.has(imported)) visit(imported);
      // A file without a lowest number belongs to a component that is closed already.
      const reached = lowest.get(imported);
      if (reached !== undefined) lowest.set(file, Math.min(lowest.get(file) ?? reached, reached));
    }
    if (lowest.get(file) === order.get(file)) close(file);
  };

  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
};
