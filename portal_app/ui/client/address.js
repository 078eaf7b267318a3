// What the page's own address says, and fields that start with something.

import { useEffect, useState } from "react";
import { useLocation } from "react-router";

/** The parameters of the address, by name; none in the prerendered page, so that the browser's first drawing agrees. */
export function useQuery() {
  const { search } = useLocation();
  const [query, setQuery] = useState({});
  useEffect(() => setQuery(Object.fromEntries(new URLSearchParams(search))), [search]);
  return query;
}

/** Draws nothing: fills the field with the id `field`, unless somebody has typed into it already. */
export function Prefill({ field, value }) {
  useEffect(() => {
    const input = document.getElementById(field);
    if (value && input && input.value === "") input.value = value;
  }, [field, value]);
  return null;
}
