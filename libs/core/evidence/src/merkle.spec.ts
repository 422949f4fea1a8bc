import fc from 'fast-check';
import { leafOf, MerkleTree, pathOf, rootFrom, rootOf } from './merkle';

const leaves = (count: number) => Array.from({ length: count }, (_, n) => leafOf(Buffer.from(`${n}`)));
/** The entries and roots of the reference implementation of certificate transparency. */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const tree = fc
  .integer({ min: 1, max: 130 })
  .chain((count) =>
    fc.record({ count: fc.constant(count), index: fc.nat(count - 1), other: fc.nat(count - 1) }),
  );

describe('the Merkle tree', () => {
  it.each(roots.map((root, index) => [index + 1, root] as const))(
    'has the root of the reference for %i leaves',
    (count, root) =>
      expect(
        rootOf(entries.slice(0, count).map((entry) => leafOf(Buffer.from(entry, 'hex')))).toString('hex'),
      ).toBe(root),
  );

  it('has no root without leaves', () => expect(() => new MerkleTree().root()).toThrow());

  it('leads from every leaf to its root, and counts its leaves', () =>
    fc.assert(
      fc.property(tree, ({ count, index }) => {
        const all = leaves(count);
        const grown = new MerkleTree();
        for (const leaf of all) grown.add(leaf);
        expect(grown.count).toBe(count);
        expect(rootFrom(all[index] as Buffer, index, count, pathOf(all, index))).toEqual(grown.root());
      }),
    ));

  it('leads to no root from another leaf, another place, another path or for another count', () =>
    fc.assert(
      fc.property(tree, fc.nat(), fc.nat(7), ({ count, index, other }, node, bit) => {
        const all = leaves(count);
        const root = rootOf(all).toString('hex');
        const path = pathOf(all, index);
        const led = (from: number, at: number, size: number, by: readonly Buffer[]) =>
          rootFrom(all[from] as Buffer, at, size, by)?.toString('hex') === root;
        if (other !== index) {
          expect(led(other, index, count, path)).toBe(false);
          expect(led(index, other, count, path)).toBe(false);
        }
        expect(led(index, count, count, path)).toBe(false);
        expect(led(index, index, count, [...path, all[0] as Buffer])).toBe(false);
        if (path.length === 0) return;
        expect(led(index, index, count, path.slice(1))).toBe(false);
        const forged = path.map((own) => Buffer.from(own));
        const touched = forged[node % forged.length] as Buffer;
        touched[node % 32] = (touched[node % 32] as number) ^ (1 << bit);
        expect(led(index, index, count, forged)).toBe(false);
      }),
    ));

  it('changes when a leaf is changed, left out, added or exchanged', () =>
    fc.assert(
      fc.property(tree, ({ count, index, other }) => {
        const all = leaves(count);
        const root = rootOf(all);
        const stranger = leafOf(Buffer.from('stranger'));
        expect(rootOf(all.with(index, stranger))).not.toEqual(root);
        expect(rootOf(all.toSpliced(index, 0, stranger))).not.toEqual(root);
        if (count > 1) expect(rootOf(all.toSpliced(index, 1))).not.toEqual(root);
        if (index === other) return;
        const exchanged = all.with(index, all[other] as Buffer).with(other, all[index] as Buffer);
        expect(rootOf(exchanged)).not.toEqual(root);
      }),
    ));

  it('tells an entry from an inner node', () => {
    const [left, right] = leaves(2) as [Buffer, Buffer];
    expect(leafOf(Buffer.concat([left, right]))).not.toEqual(rootOf([left, right]));
  });
});
