import { assessmentRejections } from '.';

it.each(Object.entries(assessmentRejections))(
  '%s has a sentence for the person at the screen',
  (_, { detail, userMessage }) => {
    expect(detail).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
    expect(userMessage).toMatch(/^\p{Script=Han}.+。$/u);
  },
);
