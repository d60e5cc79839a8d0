import { Injectable } from '@nestjs/common';

/** One subscriber's place, moved on as it takes what it is sent. */
export type OpenFeed = { readonly reached: (position: number) => void; readonly end: () => void };

/** How far each subscriber that is listening now has come. */
@Injectable()
export class OpenFeeds {
  private readonly places = new Set<{ readonly ledgerId: string; position: number }>();

  open(ledgerId: string, after: number): OpenFeed {
    const place = { ledgerId, position: after };
    this.places.add(place);
    return {
      reached: (position) => {
        place.position = position;
      },
      end: () => {
        this.places.delete(place);
      },
    };
  }

  get count(): number {
    return this.places.size;
  }

  /** The position that the slowest subscriber of a ledger has come to; undefined: nobody listens. */
  slowest(ledgerId: string): number | undefined {
    const positions = [...this.places].filter((place) => place.ledgerId === ledgerId);
    return positions.length === 0 ? undefined : Math.min(...positions.map(({ position }) => position));
  }
}
