export { type MergeResult, mergeShards } from './merge-shards.ts';
export { readShards, type ShardFile, type ShardSet } from './shard-set.ts';
