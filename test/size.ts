/**
 * How much a test does whose worth grows with its length: some in every run, all of it with `MUSTER_TEST_WHOLE=true npm test`, which takes
 * some minutes more. What it looks at, and every bound it checks, is the same in both.
 */
export const sized = (usual: number, whole: number): number => (process.env['MUSTER_TEST_WHOLE'] === 'true' ? whole : usual)
