import { Box, Span } from './elements';

/** A name and what it is. */
export const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <Box className="fact">
    <Span className="fact-name">{name}</Span>
    <Span className="fact-value">{value}</Span>
  </Box>
);
