"""The conversion as a sequence of states, each with the mine that is left and the racks that are live."""
