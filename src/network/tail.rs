//! The layers from some place on, as a network of their own.

use ndarray::{Array1, Array2};

use super::{Linear, Network, Weight};

impl<T: Weight> Network<T> {
    /// z as a function of x_l: the linear layers l .. L + 1 with the activations between them, counted from 1 again.
    ///
    /// # Panics
    /// When there is no linear layer l.
    ///
    /// ```
    /// use diagraction::network::file;
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
    /// let tail = network.clone().from_x(2);
    /// assert_eq!((tail.depth(), tail.linear(1)), (2, network.linear(2)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_x(mut self, layer: usize) -> Network<T> {
        assert!((1..=self.depth() + 1).contains(&layer), "linear layers are 1 to L + 1");
        self.linear.drain(..layer - 1);
        self.activations.drain(..layer - 1);
        // In exact arithmetic there are none.
        self.factors.drain(..(layer - 1).min(self.factors.len()));
        self
    }

    /// z as a function of h_l = W_l x_l + b_l: as [`Network::from_x`], with the identity in the place of the linear layer l.
    ///
    /// # Panics
    /// When there is no linear layer l.
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// let network = Network::new(vec![Linear { weight: array![[2.0]], bias: array![1.0] }], vec![])?;
    /// assert_eq!(network.from_h(1).forward(array![3.0].view()), array![3.0]);
    /// # Ok::<(), diagraction::network::NetworkError>(())
    /// ```
    #[must_use]
    pub fn from_h(self, layer: usize) -> Network<T> {
        let mut tail = self.from_x(layer);
        let d = tail.dimension();
        // The mean of the latent variable stays in the last bias.
        let mean = tail.latent.as_ref().filter(|_| tail.depth() == 0).map(|latent| latent.mean());
        let bias = mean.map_or_else(|| Array1::zeros(d), |mean| mean.mapv(|entry| -entry));
        tail.linear[0] = Linear { weight: Array2::eye(d), bias };
        let identity = T::factorise(&tail.linear[..1]).expect("the identity is regular");
        tail.factors.iter_mut().zip(identity).for_each(|(factors, identity)| *factors = identity);
        tail
    }
}
