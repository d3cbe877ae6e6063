import { MemoryStore } from '../../src/storage/memory.js';
import { objectStoreContract } from './object-store.js';

objectStoreContract('memory', async () => {
  const store = new MemoryStore();
  return { store, leftovers: async () => [], dispose: () => store.close() };
});
