export declare const freePorts: (count: number) => Promise<number[]>;
