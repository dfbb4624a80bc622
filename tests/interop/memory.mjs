// Storage of oidc-provider that forgets nothing while a test runs: the package's own keeps a
// thousand entries, so that what a busy test began would be unknown when it comes back.

export class Memory {
  #entries = new Map();

  async upsert(id, payload) {
    this.#entries.set(id, payload);
  }

  async find(id) {
    return this.#entries.get(id);
  }

  async findByUid(uid) {
    return [...this.#entries.values()].find((payload) => payload.uid === uid);
  }

  async consume(id) {
    this.#entries.get(id).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [id, payload] of this.#entries) {
      if (payload.grantId === grantId) this.#entries.delete(id);
    }
  }
}
